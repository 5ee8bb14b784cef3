from cms.stories.models.home import HomePage, HomeProduct
from cms.stories.models.promotions import PromotionPage, PromotionProduct, PromotionShop
from cms.stories.models.site import SiteSettings
from cms.stories.models.specialties import SpecialtyBadge, SpecialtyPage, SpecialtyProduct
from cms.stories.models.written import PlainPage, StoryPage

__all__ = [
    "HomePage",
    "HomeProduct",
    "PlainPage",
    "PromotionPage",
    "PromotionProduct",
    "PromotionShop",
    "SiteSettings",
    "SpecialtyBadge",
    "SpecialtyPage",
    "SpecialtyProduct",
    "StoryPage",
]
