from cms.stories.models.home import HomePage, HomeProduct, SiteSettings
from cms.stories.models.written import PromotionPage, PromotionProduct, StoryPage

__all__ = ["HomePage", "HomeProduct", "PromotionPage", "PromotionProduct", "SiteSettings", "StoryPage"]
