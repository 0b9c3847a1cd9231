"""How the page looks: the cards' own language, large serif words, one colour, and room."""

STYLE = """
:root{--ink:#1d2421;--quiet:#5c6661;--paper:#fbfaf6;--white:#fff;--line:#dedbd0;--card:#1e4b3c;--held:#b4531a;
--second:#2b5f9e;--third:#7a3f87}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 "Noto Sans","Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:840px;margin:0 auto;padding:56px 40px 80px}
h1,h2,.figures strong{font-family:Vollkorn,Georgia,"Noto Serif",serif;font-weight:400;letter-spacing:-.01em}
h1{font-size:34px;line-height:1.2;margin:0 0 16px;text-wrap:pretty;color:var(--card)}
h2{font-size:24px;line-height:1.2;margin:0 0 6px}
.shop{font-weight:700;margin:0 0 28px}
.quiet{color:var(--quiet);margin:0 0 18px;max-width:640px}
section{margin-top:56px}
section p{margin:10px 0;max-width:640px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:24px;list-style:none;
padding:26px 0 0;margin:36px 0 0;border-top:3px solid var(--card)}
.figures strong{display:block;font-size:32px;line-height:1.15;font-variant-numeric:lining-nums}
.figures li:last-child strong{font-size:22px;line-height:37px}
.figures span,.figures small{display:block}
.figures small{color:var(--quiet);font-size:14px}
svg{display:block;width:100%;height:auto;font:13px "Noto Sans","Segoe UI",Helvetica,Arial,sans-serif;overflow:visible}
svg text{fill:var(--ink);font-variant-numeric:tabular-nums}
svg .axis{fill:var(--quiet);font-size:12px}
svg .grid{stroke:var(--line);stroke-width:1;fill:none}
svg .zero{stroke:var(--ink);stroke-width:1.5;fill:none}
svg .line{fill:none;stroke-width:2.5;stroke-linejoin:round}
svg .line.card{stroke:var(--card)}svg .line.second{stroke:var(--second)}svg .line.third{stroke:var(--third)}
svg .line.held{stroke:var(--held);stroke-dasharray:5 4}
svg .mark{stroke:var(--held);stroke-width:3;fill:none}
svg .band{stroke:none;opacity:.14}
svg .band.card{fill:var(--card)}svg .band.second{fill:var(--second)}svg .band.third{fill:var(--third)}
svg .band.held{fill:var(--held)}
svg .whisker{fill:none;stroke-width:2;stroke:var(--card)}
svg .whisker.wide{stroke-width:3;stroke-linecap:round;opacity:.45}
svg .dot{stroke:var(--card);stroke-width:2;fill:var(--card)}
svg .dot.young{fill:var(--paper)}svg .whisker.young{opacity:.35}
svg .end{font-weight:700}
svg .end.card{fill:var(--card)}svg .end.second{fill:var(--second)}svg .end.third{fill:var(--third)}
svg .end.held{fill:var(--held)}
svg .name{font-weight:700}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:24px 20px;margin-top:28px}
figure{margin:0}figcaption{font-weight:700;font-size:14px;margin-bottom:4px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:7px 0 7px 16px;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child,.left th,.left td{text-align:left;padding-left:0}
.left th,.left td{padding-right:16px}
thead th{color:var(--quiet);font-weight:400;vertical-align:bottom}
.group th{padding-top:22px;font-weight:700}
code{font-family:"Noto Sans Mono",Consolas,monospace;font-weight:700}
@media print{body{background:var(--white)}main{padding:0}section{break-inside:avoid}}
@media(max-width:560px){main{padding:32px 20px 56px}h1{font-size:27px}
section{overflow-x:auto}section>svg{min-width:640px}.wide table{min-width:640px}}
"""
