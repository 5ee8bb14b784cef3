"""What runs without anybody waiting: messages, the table's stream, the clock."""
