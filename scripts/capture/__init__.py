"""The vendors' pages as they are published now, fetched politely into a folder.

`sources` says what is listed, `web` asks for one page after the other, `contents` judges what came
and `page_text` turns HTML into text, `run` keeps the folder and its manifest. `adopt` then copies
what changed into specs/, and `pull_request` says it to the people who decide.
"""
