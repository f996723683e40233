/* Extras only: every table and chart is complete without them. */
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const exact = cell => { const d = cell.querySelector('data'); return d && d.value !== '' ? d.value : cell.textContent.trim(); };
  const compare = (a, b) => {
    const x = Number(a), y = Number(b), n = a !== '' && !isNaN(x), m = b !== '' && !isNaN(y);
    return n && m ? x - y : n ? -1 : m ? 1 : a.localeCompare(b, document.documentElement.lang);
  };
  const add = (parent, tag, props) => parent.appendChild(Object.assign(document.createElement(tag), props));
  const button = (parent, textContent, about, onclick) => add(parent, 'button', { type: 'button', className: 'bajar', textContent, ariaLabel: `${textContent}: ${about}`, onclick });
  const save = (href, download) => add(document.createElement('p'), 'a', { href, download }).click();
  const show = node => { for (let box = node; (box = box.parentElement.closest('details'));) box.open = true; };

  function sortable(table, head) {
    const at = [...head.parentNode.children].indexOf(head), press = document.createElement('button');
    press.type = 'button';
    press.append(...head.childNodes);
    head.append(press);
    press.onclick = () => {
      const way = head.ariaSort === 'ascending' ? -1 : 1;
      all('[aria-sort]', table).forEach(h => h.removeAttribute('aria-sort'));
      head.ariaSort = way < 0 ? 'descending' : 'ascending';
      const by = (r, s) => way * compare(exact(r.cells[at]), exact(s.cells[at])), fixed = r => r.matches('.grupo') ? -1 : r.matches('.total') ? 1 : 0;
      for (const body of table.tBodies) {
        const families = [];
        for (const row of body.rows) row.matches('.hija') && families.length ? families.at(-1).push(row) : families.push([row]);
        families.sort(([r], [s]) => fixed(r) - fixed(s) || by(r, s));
        body.append(...families.flatMap(([first, ...rest]) => [first, ...rest.sort(by)]));
      }
    };
  }
  function filter(table, bar) {
    const box = add(add(bar, 'label', { textContent: 'Filtrar filas: ' }), 'input', { type: 'search' }), told = add(bar, 'span', { role: 'status' });
    box.oninput = () => {
      const rows = all('tbody tr:not(.grupo)', table);
      rows.forEach(row => { row.hidden = !plain(row.textContent).includes(plain(box.value)); });
      all('.grupo', table).forEach(head => { head.hidden = !head.parentNode.querySelector('tr:not(.grupo, [hidden])'); });
      told.textContent = box.value ? `${rows.filter(row => !row.hidden).length} de ${rows.length} filas` : '';
    };
  }
  function csv(table) {
    const text = cell => cell.innerText.replace(/\s+/g, ' ').trim() || cell.textContent.trim();
    const quote = said => `"${(/^[=+\-@\t\r]/.test(said) && isNaN(Number(said)) ? "'" : '') + said.replace(/"/g, '""')}"`;
    const heads = [...[...table.tHead.rows].at(-1).cells], groups = all('.grupo', table).length, over = table.tHead.rows[1] ? [...table.tHead.rows[0].cells].flatMap(c => Array(c.colSpan).fill(text(c))) : [];
    const both = heads.map(h => h.matches('.n'));
    const line = (group, cells) => (groups ? [group, ...cells] : cells).map(quote).join(',');
    const lines = [line('Grupo', heads.flatMap((h, n) => { const name = (over[n] ? over[n] + ': ' : '') + text(h); return both[n] ? [name, name + ' (valor exacto)'] : [name]; }))];
    for (const row of all('tbody tr:not(.grupo)', table)) {
      const group = row.parentNode.querySelector('.grupo th');
      lines.push(line(group ? text(group) : '', [...row.cells].flatMap((c, n) => both[n] ? [text(c), exact(c)] : [text(c)])));
    }
    save(URL.createObjectURL(new Blob(['\ufeff' + lines.join('\r\n') + '\r\n'], { type: 'text/csv' })), table.id + '.csv');
  }
  function png(figure) {
    const look = getComputedStyle(figure), drawn = all('svg', figure).find(s => s.clientWidth), svg = drawn.cloneNode(true), [, , w, h] = drawn.getAttribute('viewBox').split(' ').map(Number);
    svg.setAttribute('width', 2 * w);
    svg.setAttribute('height', 2 * h);
    svg.setAttribute('font-family', look.fontFamily);
    const source = new XMLSerializer().serializeToString(svg).replace(/var\(--([\w-]+)\)/g, (_, name) => look.getPropertyValue('--' + name).trim());
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement('canvas'), brush = canvas.getContext('2d'), lines = [];
      const wrap = (said, font) => {
        let line = '';
        brush.font = font;
        for (const word of said.split(/\s+/)) {
          if (brush.measureText(line + word).width > 2 * w - 40) { lines.push([font, line]); line = ''; }
          line += word + ' ';
        }
        lines.push([font, line]);
      };
      all('.lema, .sub', figure).forEach((p, n) => wrap(p.textContent.replace(/ #$/, ''), n ? '26px sans-serif' : 'bold 36px serif'));
      canvas.width = 2 * w + 40;
      canvas.height = 2 * h + 46 * lines.length + 60;
      brush.fillStyle = look.getPropertyValue('--fondo');
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.fillStyle = look.color;
      lines.forEach(([font, line], n) => { brush.font = font; brush.fillText(line, 20, 46 * n + 50); });
      brush.drawImage(picture, 20, 46 * lines.length + 30);
      save(canvas.toDataURL(), figure.id + '.png');
    };
    picture.src = 'data:image/svg+xml,' + encodeURIComponent(source);
  }
  for (const box of all('.cuadro')) {
    const table = box.querySelector('table');
    if (!table) continue;
    if ('largo' in box.dataset) {
      const bar = document.createElement('div');
      bar.className = 'mando';
      box.prepend(bar);
      filter(table, bar);
    }
    button(box.querySelector('.acciones'), 'Descargar CSV', table.caption.textContent, () => csv(table));
    if (all('tbody tr', table).length > 3) all('th', [...table.tHead.rows].at(-1)).forEach(head => sortable(table, head));
  }
  for (const figure of all('.grafico')) {
    const title = figure.querySelector('.lema'), about = title.textContent, bar = document.createElement('div');
    bar.className = 'acciones';
    const data = figure.querySelector('.datos');
    data.before(bar);
    bar.append(data);
    button(bar, 'Descargar PNG', about, () => png(figure));
    button(bar, 'Descargar CSV', about, () => all('table', figure).forEach(csv));
    add(title, 'a', { className: 'ancla', href: '#' + figure.id, textContent: ' #', ariaLabel: 'Enlace a este gráfico' });
  }
  const search = document.getElementById('buscar');
  if (search) {
    const list = all('.buscar ol')[0], told = all('.buscar span')[0];
    let parts;
    search.oninput = () => {
      parts ||= all('main :is(h2, h3, h4, h5, p:not([hidden]), li:not(:has(p)), tr, dd):not(.buscar *)').map(node => [node, plain(node.textContent)]);
      const wanted = plain(search.value.trim()), found = wanted.length > 1 ? parts.filter(([, text]) => text.includes(wanted)) : [];
      told.textContent = wanted.length > 1 ? `${found.length} pasajes` : '';
      list.replaceChildren();
      for (const [node, text] of found.slice(0, 40)) {
        const from = Math.max(0, text.indexOf(wanted) - 50), said = node.textContent.replace(/\s+/g, ' ');
        add(add(list, 'li'), 'button', { type: 'button', textContent: said.slice(from, from + 160).trim(), onclick() { show(node); node.tabIndex = -1; node.focus(); node.scrollIntoView({ block: 'center' }); } });
      }
    };
  }
  const up = all('.arriba')[0];
  const links = all('.indice a').map(a => [a, document.getElementById(a.hash.slice(1))]);
  const follow = () => {
    up.classList.toggle('sobra', scrollY < innerHeight);
    const here = links.findLast(([, head]) => head.getBoundingClientRect().top < innerHeight / 3) || links[0];
    links.forEach(each => each === here ? each[0].setAttribute('aria-current', 'true') : each[0].removeAttribute('aria-current'));
  };
  const jump = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) { show(target); target.scrollIntoView(); }
    follow();
  };
  addEventListener('scroll', follow, { passive: true });
  addEventListener('hashchange', jump);
  jump();
})();
