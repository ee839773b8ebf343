"""The tables of calls and applications."""

from musubi.blocks.applications.models.agent import Agent
from musubi.blocks.applications.models.application import Application, CostLine, OtherAid, StatusChange
from musubi.blocks.applications.models.call import Call, CallTerms, Guideline, PreConsultation, UpstreamGrant
from musubi.blocks.applications.models.decision import Certificate, ChangeRequest, CheckResult, DecisionItem, DecisionNotice, DecisionRecord
from musubi.blocks.applications.models.designation import DesignationYear
from musubi.blocks.applications.models.filing import ApplicationFile, Correction, CorrectionPoint, Receipt, Upload
from musubi.blocks.applications.models.follow_up import AssetDisposal, TaxReport
from musubi.blocks.applications.models.inspection import InspectionFile
from musubi.blocks.applications.models.publication import AwardTotals
from musubi.blocks.applications.models.settlement import Asset, Claim, LiftedRule, Obligation, Repayment, SiteInspection

__all__ = [
    "Agent",
    "Application",
    "ApplicationFile",
    "Asset",
    "AssetDisposal",
    "AwardTotals",
    "Call",
    "CallTerms",
    "Certificate",
    "ChangeRequest",
    "CheckResult",
    "Claim",
    "Correction",
    "CorrectionPoint",
    "CostLine",
    "DecisionItem",
    "DecisionNotice",
    "DecisionRecord",
    "DesignationYear",
    "Guideline",
    "InspectionFile",
    "LiftedRule",
    "Obligation",
    "OtherAid",
    "PreConsultation",
    "Receipt",
    "Repayment",
    "SiteInspection",
    "StatusChange",
    "TaxReport",
    "Upload",
    "UpstreamGrant",
]
