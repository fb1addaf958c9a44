/** The style sheet of the console page, served from this node: the page asks nobody else for anything. */
export const CONSOLE_STYLE = `
:root { color-scheme: light dark; --line: #8884; --accent: #0b5fa5; --soft: #8881; }
@media (prefers-color-scheme: dark) { :root { --accent: #6db3f2; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
a { color: var(--accent); }
section { border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0; }
label { display: block; font-weight: 600; margin-top: .5rem; }
textarea, input, select, button { font: inherit; width: 100%; padding: .4rem; border: 1px solid var(--line); border-radius: 6px; }
textarea { font-family: ui-monospace, monospace; font-size: .9rem; }
button { width: auto; padding: .4rem 1rem; cursor: pointer; background: var(--accent); color: #fff; border: 0; }
@media (prefers-color-scheme: dark) { button { color: #000; } }
button:focus-visible, textarea:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
pre { overflow: auto; max-height: 28rem; padding: .75rem; background: var(--soft); border-radius: 6px; font-size: .85rem; }
.row { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; margin-top: .5rem; }
.row > div { flex: 1 1 14rem; }
.columns { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
.banner { background: #b45309; color: #fff; padding: .25rem .75rem; border-radius: 6px; display: inline-block; }
.drop { border: 2px dashed var(--line); border-radius: 8px; padding: .5rem; }
.drop.over { border-color: var(--accent); }
.outcome { font-size: 1.1rem; font-weight: 600; margin: .75rem 0 0; }
nav a { margin-right: 1rem; }
`;
