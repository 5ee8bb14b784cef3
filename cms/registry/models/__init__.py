from cms.registry.models.evidence import Evidence
from cms.registry.models.households import Commune, Household
from cms.registry.models.photos import Photo, PhotoRendition
from cms.registry.models.products import Badge, Product, ProductPicture
from cms.registry.models.shops import Shop

__all__ = [
    "Badge",
    "Commune",
    "Evidence",
    "Household",
    "Photo",
    "PhotoRendition",
    "Product",
    "ProductPicture",
    "Shop",
]
