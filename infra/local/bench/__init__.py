"""What an order costs: ``make bench``. One client process, one system of its own, figures as text or as JSON."""
