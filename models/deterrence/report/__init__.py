"""The report of the laboratory: what one must believe for each argument to hold, as one page.

:mod:`deterrence.report.run` computes and writes it; :mod:`deterrence.report.check` checks it again.
"""
