"""What is kept: one DynamoDB table, objects in buckets, messages in queues. Rows in, values out; no decisions."""
