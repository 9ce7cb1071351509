"""Fitting, evaluating and exporting the line classifier (extra ``train``); nothing here is imported at run time."""
