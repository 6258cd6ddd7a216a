"""What a browser calls itself, in words one recognises it by."""

# The order matters: everybody calls himself Mozilla, and most call themselves Chrome.
PROGRAMS = {
    "YaBrowser": "Яндекс Браузер",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrom": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def browser_in_words(said: str) -> str:
    """«Firefox, Windows»; what is not known stays as it is."""
    found = [
        next((name for sign, name in known.items() if sign in said), "")
        for known in (PROGRAMS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or said[:40] or "не назван"
