"""The shells round the core: storage, providers, pages, and the Lambda handlers that Chalice deploys."""
