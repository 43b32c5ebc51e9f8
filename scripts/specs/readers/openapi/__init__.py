"""An OpenAPI document as providers write it, set right.

Three dialects carry whole OpenAPI documents: exports, pages, plain files. They share these steps,
each a module of its own; `document` is the order in which they run, `parts` finds the text.
"""
