"""What people fill in about opportunities."""

from marketplace.opportunities.forms.feasibility import FeasibilityForm
from marketplace.opportunities.forms.lists import FacetForm
from marketplace.opportunities.forms.outcome import OutcomeForm
from marketplace.opportunities.forms.plan import PLAN_BOUNDS, PlanForm
from marketplace.opportunities.forms.what_if import WhatIfForm

__all__ = ["PLAN_BOUNDS", "FacetForm", "FeasibilityForm", "OutcomeForm", "PlanForm", "WhatIfForm"]
