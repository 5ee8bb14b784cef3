"""How the pages of the outside world look."""

STYLE = """
:root{font:16px/1.5 system-ui,sans-serif;color:#1d2a22;background:#f6f4ee}
body{max-width:60rem;margin:0 auto;padding:1rem}h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem}
section{background:#fff;border:1px solid #d8d4c8;border-radius:.5rem;padding:1rem;margin:.75rem 0}
form{display:inline-block;margin:.15rem .15rem 0 0}label{display:block;margin:.4rem 0}
input,select{font:inherit;padding:.4rem;border:1px solid #8b8778;border-radius:.3rem;width:100%;max-width:24rem}
button{font:inherit;min-height:2.75rem;padding:.4rem .8rem;border:1px solid #1f5c3a;border-radius:.3rem;
background:#1f5c3a;color:#fff;cursor:pointer}button.plain{background:#fff;color:#1f5c3a}
button:focus-visible,input:focus-visible{outline:3px solid #c9820b;outline-offset:2px}
table{border-collapse:collapse;width:100%}td{overflow-wrap:anywhere}
td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #e6e2d6}
.flash{border-left:.4rem solid #1f5c3a}.quiet{color:#5b5a50}
"""
