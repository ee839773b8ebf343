"""Tables of the certified brands."""

from musubi.programs.brand.local_brands.models.paper import BrandCertificate
from musubi.programs.brand.local_brands.models.product import BrandProduct, MarkLicence, RenewalNotice
from musubi.programs.brand.local_brands.models.spot_check import SpotCheck, SpotCheckPhoto
from musubi.programs.brand.local_brands.models.stage import BrandStage, BrandStageResult

__all__ = ["BrandCertificate", "BrandProduct", "BrandStage", "BrandStageResult", "MarkLicence", "RenewalNotice", "SpotCheck", "SpotCheckPhoto"]
