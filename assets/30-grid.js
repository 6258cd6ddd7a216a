/* What AG Grid tables need in the browser: Russian numbers, links that stay in the application,
   a thin interval. Formats follow dashboard/numbers.py and dashboard/rounded.py. */
(function () {
    'use strict';
    var NARROW = '\u202f';
    var NO_DATA = '–';
    var HIDDEN = '×';
    var ABOUT = '≈' + NARROW;
    var COARSE = 0.1;
    var NARROW_COLUMN = 136;

    function known(value) {
        return value !== null && value !== undefined && value !== '' && isFinite(value);
    }

    function decimal(value, digits) {
        if (!known(value)) { return NO_DATA; }
        var parts = Math.abs(Number(value)).toFixed(digits).split('.');
        parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, NARROW);
        var text = parts.join(',');
        return value < 0 && /[1-9]/.test(text) ? '−' + text : text;
    }

    function signed(value, digits) {
        var text = decimal(value, digits);
        return known(value) && value > 0 && /[1-9]/.test(text) ? '+' + text : text;
    }

    /* Of a row that is not of one's own students: rounded, × where few stand behind, and nothing
       where such a number is never told. */
    function hidden(row) {
        return row.disclosed && !known('quality_rate' in row ? row.quality_rate : row.solve_rate);
    }

    function about(text, value, row) {
        if (known(value)) { return ABOUT + text; }
        return hidden(row) ? HIDDEN : '';
    }

    function percent(value, row) {
        if (row && row.disclosed) { return about(decimal(100 * value, 0) + NARROW + '%', value, row); }
        return known(value) ? decimal(100 * value, 1) + NARROW + '%' : NO_DATA;
    }

    function count(value, row) {
        return row && row.disclosed ? about(decimal(value, 0), value, row) : decimal(value, 0);
    }

    function mean(value, row) {
        if (!row || !row.disclosed) { return decimal(value, 2); }
        return about(decimal(value, row.step >= COARSE ? 1 : 2), value, row);
    }

    function gap(value, row) {
        if (!known(value)) { return row && row.disclosed ? '' : NO_DATA; }
        return signed(100 * value, row && row.gap_rounded ? 0 : 1);
    }

    var functions = window.dashAgGridFunctions = window.dashAgGridFunctions || {};
    functions.decimal = decimal;
    functions.percent = percent;
    functions.count = count;
    functions.mean = mean;
    functions.gap = gap;
    functions.inPercent = function (row, field) {
        return known(row[field]) ? Math.round(1000 * row[field]) / 10 : null;
    };
    functions.meanOf = function (value, row) {
        if (row.disclosed && !known(value)) { return hidden(row) ? HIDDEN : ''; }
        return (row.disclosed ? ABOUT : '') + decimal(value, 1) + ' из ' + decimal(row.max_points, 0);
    };
    functions.whole = function (value, row) { return row && row.disclosed ? '' : signed(value, 0); };
    functions.day = function (value) {
        return value ? value.slice(8, 10) + '.' + value.slice(5, 7) + '.' + value.slice(0, 4) : NO_DATA;
    };
    functions.mark = function (value) { return value === null || value === undefined ? '' : String(value); };
    functions.meanOrNothing = function (value) { return known(value) ? decimal(value, 2) : ''; };
    functions.cellPercent = function (value, row, field) {
        if (row['x' + field.slice(1)]) { return HIDDEN; }
        return known(value) ? decimal(100 * value, 0) + (row['g' + field.slice(1)] ? '▼' : '') : '';
    };
    functions.behind = function (row, field) {
        var n = row['n' + field.slice(1)];
        var equals = row.disclosed ? ', n ' : ', n = ';
        return known(row[field]) ? percent(row[field], row) + equals + count(n, row) : '';
    };
    var GROUPS = ['отличник', 'хорошист', 'с одной «3»', 'на «3»', 'не успевает', 'не аттестован', ''];
    functions.groupOrder = function (a, b) { return GROUPS.indexOf(a || '') - GROUPS.indexOf(b || ''); };
    functions.words = function (value) { return value ? String(value) : NO_DATA; };
    functions.naturally = function (a, b) {
        return String(a).localeCompare(String(b), 'ru', {numeric: true});
    };

    function go(event, href) {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
        event.preventDefault();
        window.history.pushState({}, '', href);
        window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
        window.scrollTo(0, 0);
    }

    var components = window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
    var element = function () { return React.createElement.apply(React, arguments); };

    /* On a telephone the frozen column leaves room for the others. */
    function leaveRoom(props) {
        if (window.innerWidth < 700 && props.column.getActualWidth() > NARROW_COLUMN) {
            window.setTimeout(function () {
                props.api.setColumnWidths([{key: props.column.getColId(), newWidth: NARROW_COLUMN}]);
            });
        }
    }

    components.UnitLink = function (props) {
        React.useEffect(function () { leaveRoom(props); }, []);
        var href = props.data && props.data.href;  // a row of a long list may be on its way
        if (!href) { return element('span', null, props.value); }
        return element('a', {href: href, onClick: function (event) { go(event, href); }}, props.value);
    };

    /* A line from low to high on the scale 0–100 %, a dot at the value, a tick at the reference. */
    components.Interval = function (props) {
        var row = props.data, keys = props.keys || ['low', 'value', 'high', 'reference'];
        var low = row[keys[0]], value = row[keys[1]], high = row[keys[2]], reference = row[keys[3]];
        if (!known(value) || !known(low)) {
            return element('span', {className: 'no-data'}, row.disclosed ? HIDDEN : NO_DATA);
        }
        var place = function (share) { return (100 * Math.min(1, Math.max(0, share))) + '%'; };
        var label = percent(value, row) + ', от ' + percent(low, row) + ' до ' + percent(high, row);
        return element('span', {className: 'interval', role: 'img', 'aria-label': label, title: label},
            element('span', {className: 'interval-line',
                style: {left: place(low), width: (100 * (high - low)) + '%'}}),
            known(reference)
                ? element('span', {className: 'interval-reference', style: {left: place(reference)}})
                : null,
            element('span', {className: 'interval-value', style: {left: place(value)}}));
    };

    components.Sign = function (props) {
        var names = {'▲': 'up', '▼': 'down'};
        return element('span', {className: 'sign sign-' + (names[props.value] || 'same')}, props.value);
    };

    /* Full, partial and zero solutions and tasks not attempted, as one thin stacked bar. */
    components.Shares = function (props) {
        var row = props.data;
        if (!known(row.full_rate)) {
            return element('span', {className: 'no-data'}, row.disclosed ? '' : NO_DATA);
        }
        var shares = [['full', row.full_rate, 'полностью'], ['partial', row.partial_rate, 'частично'],
            ['zero', row.zero_rate, '0 баллов'], ['skipped', row.not_attempted_rate, 'не приступали']];
        var label = shares.map(function (s) { return s[2] + ' ' + percent(s[1], row); }).join(', ');
        return element('span', {className: 'shares', role: 'img', 'aria-label': label, title: label},
            shares.map(function (s) {
                return element('span', {key: s[0], className: 'share-' + s[0],
                    style: {width: (100 * (s[1] || 0)) + '%'}});
            }));
    };

    /* The address says what the filters say, without loading the page again. */
    window.dash_clientside = window.dash_clientside || {};
    window.dash_clientside.msoko = {
        keepAddress: function (address) {
            var here = window.location;
            var same = address && address.split('?')[0] === here.pathname;
            if ((same || here.pathname === '/') && address !== here.pathname + here.search) {
                window.history.replaceState(window.history.state, '', address);
            }
            return window.dash_clientside.no_update;
        },
        leadTo: go,
        printPage: function () {
            window.print();
            return window.dash_clientside.no_update;
        },
        markSection: function (path) {
            return 'rail-links at-' + (/^\/assessment/.test(path) ? 'works' : 'overview');
        }
    };
})();
