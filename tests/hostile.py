"""Names and texts that would do something if they were taken for Markdown, HTML, a formula, an address or code."""

NAMES = (
    "![](&#47;&#47;e.example&#47;p.png).png",
    '![z](//e.example/p.png "t").png',
    "<img src=//e.example/p.png onerror=alert(1)>.png",
    "</b><script src=//e.example/p.js></script>.png",
    "[z](https://e.example/p.png).png",
    "https://e.example/p.png",
    "www.e.example/p.png",
    "somebody@e.example",
    ":material/home: :smile: :red[z].png",
    "$\\href{https://e.example}{z}$ $$x^2$$.png",
    "**b** _i_ ~~s~~ `c` # h.png",
    "- z",
    "1. z",
    "a -> b <- c -- d <= e >= f",
    "&lt;b&gt; &#33; \\!\\[\\].png",
    '" onload="alert(1)" \'.png',
    "z\nimport os  # a second line.png",
    "z\u202egnp.exe",
)
"""As files may be called."""

MARK = "![z](//z)<b>z$z$`z`"
"""So short that all of it is shown; what would be read as something, as ``SIGNS`` has it, must not come through."""

SIGNS = ("![z]", "<b>z", "$z$", "`z`")
