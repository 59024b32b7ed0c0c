"""The arbitrators' and operators' pages."""
