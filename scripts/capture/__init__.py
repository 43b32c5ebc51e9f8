"""The providers' pages as they are published now, fetched politely into a folder.

`sources` reads which pages are listed, `web` requests one page after the other, `contents` checks each
response, `page_text` turns HTML into text, and `run` keeps the folder and its manifest. `adopt` then
copies changed pages into specs/, and `pull_request` writes the text of the pull request.
"""
