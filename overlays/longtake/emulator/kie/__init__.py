"""kie.ai: Runway, Veo, Midjourney and the unified jobs API behind one envelope that is always HTTP 200.

The documented responses are in the specification. The others are decided here, with a comment. The prices of
Runway's extensions and of Midjourney are this emulator's own.
"""
