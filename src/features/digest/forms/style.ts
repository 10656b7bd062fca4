/** The page's style: light and dark, narrow and wide, on paper. No font and nothing else is fetched. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fffdfa;--ink:#2b2622;--ash:#6d645c;--line:#e6ded5;--card:#faf4ec;--ember:#b8481a}
@media(prefers-color-scheme:dark){:root{--paper:#1c1917;--ink:#f1eae3;--ash:#b3a89e;--line:#3a342f;--card:#272320;--ember:#f19a68}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.25rem 1rem 3rem;max-width:52rem;background:var(--paper);color:var(--ink);
font:16px/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.4rem;line-height:1.35;margin:0 0 .25rem}
h2{font-size:1.05rem;margin:2rem 0 .6rem}
p,ul,ol{margin:.4rem 0}
.ash,.note{color:var(--ash)}
.note{font-size:.85rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:1rem 0;padding:0;list-style:none}
.tiles li{background:var(--card);border-radius:.6rem;padding:.6rem .8rem}
.tiles b{display:block;font-size:1.5rem;line-height:1.3}
.tiles small{display:block;color:var(--ash);line-height:1.4}
.things{padding-left:1.3rem}
.things code{white-space:nowrap}
code{background:var(--card);border-radius:.3rem;padding:.05rem .35rem;font-size:.9em}
figure{margin:.6rem 0}
figure svg{width:100%;max-width:38rem;height:auto;display:block}
figcaption{color:var(--ash);font-size:.85rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:5.5rem}
th{font-weight:600;color:var(--ash);font-size:.85rem;white-space:normal;line-height:1.3;vertical-align:bottom}
@media(max-width:30rem){table{font-size:.85rem}th{font-size:.75rem}th,td{padding:.3rem .2rem}th:first-child,td:first-child{min-width:5.6rem}
.many{font-size:.78rem}.many th{font-size:.65rem}.many th,.many td{padding:.3rem .15rem}.many th:first-child,.many td:first-child{min-width:3.6rem}}
dt{font-weight:600;margin-top:.5rem}dd{margin:0;color:var(--ash)}
@media print{:root{--paper:#fff;--ink:#000;--ash:#444;--line:#bbb;--card:#f4f4f4}body{max-width:none;padding:0;font-size:11pt}
h2{break-after:avoid}figure,table,.tiles li{break-inside:avoid}details::details-content{content-visibility:visible;height:auto}summary{list-style:none;font-weight:600}tr,dt{break-inside:avoid}dt{break-after:avoid}
section{break-inside:avoid}@page{margin:14mm}thead{display:table-header-group}.wide{overflow:visible}}
`.replaceAll("\n", "");
