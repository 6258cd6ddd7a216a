/* «Почему так»: a number opens the words beside it by hover, focus and click, and Escape closes
   them; a cell of a grid says under the grid what it was made of. */
(function () {
    'use strict';
    var OPEN = 'open';
    var LEAVE = 250; // so long the pointer may be on its way to the words [ms]
    var leaving = 0;

    function each(list, f) { Array.prototype.forEach.call(list, f); }

    function around(target) { return target && target.closest ? target.closest('.why-of') : null; }

    function close(except) {
        each(document.querySelectorAll('.why-of.' + OPEN), function (place) {
            if (place !== except) { show(place, false); }
        });
    }

    function show(place, is) {
        var button = place.querySelector('.why-open'), told = place.querySelector('.why-told');
        place.classList.toggle(OPEN, is);
        if (!is) { place.classList.remove('kept'); }
        button.setAttribute('aria-expanded', is ? 'true' : 'false');
        told.classList.remove('at-right');
        if (is && told.getBoundingClientRect().right > document.documentElement.clientWidth) {
            told.classList.add('at-right');
        }
    }

    function open(place) {
        window.clearTimeout(leaving);
        close(place);
        if (!place.classList.contains(OPEN)) { show(place, true); }
    }

    document.addEventListener('mouseover', function (event) {
        var place = around(event.target);
        if (place) { open(place); }
    });
    document.addEventListener('mouseout', function (event) {
        var place = around(event.target);
        if (!place || place.contains(event.relatedTarget)) { return; }
        window.clearTimeout(leaving);
        leaving = window.setTimeout(function () {
            if (!place.classList.contains('kept') && !place.contains(document.activeElement)) {
                show(place, false);
            }
        }, LEAVE);
    });
    document.addEventListener('focusin', function (event) {
        var place = around(event.target);
        if (place) { open(place); } else { close(null); }
    });
    document.addEventListener('click', function (event) {
        var place = around(event.target);
        if (!place) { close(null); return; }
        if (!event.target.closest('.why-open')) { return; }
        if (place.classList.contains('kept')) { show(place, false); return; }
        open(place);
        place.classList.add('kept');
    });
    document.addEventListener('keydown', function (event) {
        if (event.key !== 'Escape') { return; }
        var place = document.querySelector('.why-of.' + OPEN);
        if (!place) { return; }
        if (place.contains(document.activeElement)) { place.querySelector('.why-open').focus(); }
        close(null);
    });

    /* Cells. A column tells in its context how its indicator is made (dashboard/explained.py:
       in_grid), a row holds the counts once: marks or groups, in the order of the parts. */
    function functions() { return window.dashAgGridFunctions || {}; }

    function known(value) { return value !== null && value !== undefined && value !== ''; }

    function plain(value) {
        var text = functions().decimal(value, 2);
        return text.replace(/,?0+$/, function (end) { return text.indexOf(',') < 0 ? end : ''; });
    }

    function sum(counts, weights) {
        return counts.reduce(function (all, n, place) { return all + n * weights[place]; }, 0);
    }

    function terms(counts, weights) {
        var isPlain = weights.every(function (weight) { return weight === 0 || weight === 1; });
        var parts = [];
        counts.forEach(function (n, place) {
            if (!weights[place] || (!isPlain && !n)) { return; }
            parts.push(isPlain ? plain(n) : plain(weights[place]) + ' · ' + plain(n));
        });
        return parts.length > 1 ? '(' + parts.join(' + ') + ')' : parts[0] || '0';
    }

    function interval(row, ends) {
        if (!ends || !ends.length || !known(row[ends[0]])) { return ''; }
        var percent = functions().percent;
        return '; 95\u202f% интервал ' + percent(row[ends[0]], row) + ' – ' + percent(row[ends[1]], row);
    }

    function behind(row, field) {
        var n = field && known(row['n' + field.slice(1)]) ? row['n' + field.slice(1)] : row.n;
        if (!known(n)) { return ''; }
        return '; n ' + (row.disclosed ? '' : '= ') + functions().count(n, row);
    }

    function rounded(row) { return row.disclosed ? '; чужая группа: округлено' : ''; }

    function sentence(column, row, shown) {
        var told = column.getColDef().context || {}, title = column.getColDef().headerName || 'Отличие';
        var counts = told.told && !row.disclosed ? row[told.of] : null;
        if (told.told && counts) {
            return row.name + '. ' + told.told + ' = ' + terms(counts, told.above) + ' / ' +
                plain(sum(counts, told.below)) + ' = ' + shown + interval(row, told.ends);
        }
        return row.name + '. ' + (told.told || title) + ': ' + shown + interval(row, told.ends) +
            behind(row, told.form === 'cell' ? column.getColDef().field : '') + rounded(row);
    }

    function tell(cell) {
        var grid = cell.closest('.grid'), line = cell.closest('.ag-row');
        var place = grid && document.getElementById(grid.id + '-told');
        if (!place || !line || !window.dash_ag_grid) { return; }
        var api = window.dash_ag_grid.getApi(grid.id);
        var node = api.getDisplayedRowAtIndex(Number(line.getAttribute('row-index')));
        var column = api.getColumn(cell.getAttribute('col-id'));
        if (!node || !node.data || !column) { return; }
        var shown = cell.querySelector('[aria-label]');
        var text = shown ? shown.getAttribute('aria-label') : cell.innerText.trim();
        var isName = column.getColDef().field === 'name';
        place.textContent = isName ? text : text && sentence(column, node.data, text);
    }

    function onCell(event) {
        var cell = event.target && event.target.closest ? event.target.closest('.ag-cell') : null;
        if (cell) { tell(cell); }
    }
    document.addEventListener('mouseover', onCell);
    document.addEventListener('focusin', onCell);
})();
