// Opens pages in Chromium with the network cut and prints, as JSON, what a reader would stumble over.
//   node check.mjs CHROMIUM PAGE.html [PAGE.html ...]
// Needs `npm install` in this folder, or PNDI_BROWSER_TOOLS with a folder that has axe-core and playwright-core.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const tools = process.env.PNDI_BROWSER_TOOLS;
const require = createRequire(tools ? join(resolve(tools), 'x.js') : import.meta.url);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const [, , executablePath, ...files] = process.argv;

const axe = page => page.evaluate(async rules => {
  const found = await window.axe.run(document, { preload: false, runOnly: rules, resultTypes: ['violations'] });
  return found.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 120)}`);
}, RULES);
const openAll = page => page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
const wider = page => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);

// Every control must be reached with the Tab key alone, and be seen when it is.
async function unreached(page) {
  const all = await page.evaluate(() => {
    const seen = [...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')].filter(e => e.checkVisibility());
    seen.forEach((e, i) => { e.dataset.control = i; });
    return seen.length;
  });
  const reached = new Set();
  for (let i = 0; i < all + 5; i += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement.dataset?.control));
  }
  reached.delete(undefined);
  return all - reached.size;
}

// Sorting and filtering change the order and number of rows, never their content.
const tricks = page => page.evaluate(() => {
  const table = [...document.querySelectorAll('.cuadro[data-largo] table')][0] ?? document.querySelector('.cuadro table');
  const rows = () => [...table.querySelectorAll('tbody tr')].map(r => r.textContent);
  const before = rows(), button = table.querySelector('thead tr:last-child th:last-child button');
  button?.click();
  const sorted = rows(), filter = table.closest('.cuadro').querySelector('input[type=search]');
  if (filter) { filter.value = 'zzzz'; filter.dispatchEvent(new Event('input')); }
  const hidden = [...table.querySelectorAll('tbody tr:not(.grupo)')].filter(r => r.hidden).length;
  return { same: [...before].sort().join() === [...sorted].sort().join(), sorts: !!button, filters: !filter || hidden > 0,
    csv: document.querySelectorAll('.acciones .bajar').length };
});

const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'] });
const report = {};
for (const file of files) {
  const self = pathToFileURL(resolve(file)).href, problems = [], requests = [];
  for (const colorScheme of ['light', 'dark']) {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme })).newPage();
    page.on('request', r => { if (!r.url().startsWith(self) && !/^(data|blob):/.test(r.url())) requests.push(r.url()); });
    page.on('console', m => { if (['error', 'warning'].includes(m.type())) problems.push(`console: ${m.text()}`); });
    page.on('pageerror', e => problems.push(`script: ${e}`));
    await page.goto(self);
    await page.evaluate(`${AXE};0`);
    problems.push(...(await axe(page)).map(v => `axe ${colorScheme}: ${v}`));
    await openAll(page);
    problems.push(...(await axe(page)).map(v => `axe ${colorScheme}, open: ${v}`));
    for (const width of [1280, 390, 320]) {
      await page.setViewportSize({ width, height: 900 });
      if (await wider(page)) problems.push(`wider than ${width} px`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    if (colorScheme === 'light') {
      await page.reload();
      const missed = await unreached(page);
      if (missed) problems.push(`${missed} controls cannot be reached with the keyboard`);
      const extra = await tricks(page);
      if (!extra.same || !extra.sorts || !extra.filters || !extra.csv) problems.push(`extras: ${JSON.stringify(extra)}`);
    }
    await page.context().close();
  }
  report[file] = { problems, requests };
}
await browser.close();
console.log(JSON.stringify(report, null, 1));
