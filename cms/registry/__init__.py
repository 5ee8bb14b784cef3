"""Who sells and what: communes, households, shops, products and the evidence for what is said of them."""
