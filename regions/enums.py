from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """The levels of the official territorial division."""

    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture")
    COMMUNE = "commune", _("commune")


class Milieu(models.TextChoices):
    """Urban or rural, as the High Commission for Planning classes communes."""

    URBAN = "urban", _("urban")
    RURAL = "rural", _("rural")


class PlanKind(models.TextChoices):
    REGIONAL_DEVELOPMENT = "regional_development", _("regional development plan")
    NATIONAL_STRATEGY = "national_strategy", _("national strategy")
    REGIONAL_STRATEGY = "regional_strategy", _("regional strategy")
    SECTOR_PLAN = "sector_plan", _("sector plan")
    ACTION_PLAN = "action_plan", _("action plan")
    ROADMAP = "roadmap", _("roadmap")
    GOVERNANCE = "governance", _("governance arrangement")
    STUDY = "study", _("study")
    FRAMEWORK = "framework", _("international framework")
    POSITION = "position", _("joint position paper")


class PlanStatus(models.TextChoices):
    """How far a plan has come, in the words of its source."""

    INTENDED = "intended", _("intended")
    IN_PREPARATION = "in_preparation", _("in preparation")
    PREPARED = "prepared", _("prepared")
    ADOPTED = "adopted", _("adopted")
    NOT_STATED = "not_stated", _("not stated")


class PlanItemKind(models.TextChoices):
    OBJECTIVE = "objective", _("objective")
    AXIS = "axis", _("axis")
    PROGRAMME = "programme", _("programme")
    PROJECT = "project", _("project")


class SourceKind(models.TextChoices):
    PRESS = "press", _("press article")
    RELEASE = "release", _("press release")
    NOTICE = "notice", _("institutional news item")
    OFFICIAL = "official", _("official reference")
    PORTAL = "portal", _("entered in the portal")


class StatementKind(models.TextChoices):
    """What a source says about a place or a programme, beyond figures and dates."""

    FRAMEWORK = "framework", _("framework of the partnership")
    OBJECTIVE = "objective", _("objective")
    APPROACH = "approach", _("approach")
    SUPPORT = "support", _("support given")
    EFFECT = "effect", _("declared effect")
    CONTEXT = "context", _("context")
    INTENTION = "intention", _("declared intention")
    RISK = "risk", _("risk or obstacle")
    PRACTICE = "practice", _("practice to share")
    TESTIMONY = "testimony", _("testimony")
