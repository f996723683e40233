"""The report's own library: the calculations of the policy and of the budget programme, their charts and their sentences.

A function of a table takes the year as `data` and other tables under their names: `levels` is the result of `levels`.
"""
