"""The trades that have reply wordings of their own."""

from enum import StrEnum


class Industry(StrEnum):
    """What a workspace does. `general` fits every trade and is the default."""

    GENERAL = "general"
    SAAS = "saas"
    AGENCY = "agency"
    REAL_ESTATE = "real_estate"
    LEGAL = "legal"
    CONSULTING = "consulting"
    HOME_SERVICES = "home_services"
    AUTOMOTIVE = "automotive"
