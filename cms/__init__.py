"""The editors' side of Chợ Xứ Lạng: words, pictures, households, shops, products and their prices."""
