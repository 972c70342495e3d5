// Runs a script's JavaScript beside its Lua (harness.lua): everything that its modules print, call and return is told to
// the host. What the game's engine would define answers as stubs.
var __modules = Object.create(null);
var __stubs = (function () {
    'use strict';
    const { Map, Set, Proxy, Error, JSON, Array, Object, String, Symbol } = globalThis;
    const host = __host;
    const LIFECYCLE = ['onStart', 'onUpdate', 'onDestroy'];
    const STEP = 1 / 64; // seconds; the same number in both languages, however it is shown

    /** The line of the modules' text that called. */
    const place = stack => Number(/parity-modules\.js:(\d+)/.exec(String(stack))?.[1] ?? 0);
    const tell = (kind, label, text, stack) => {
        if (host('event', JSON.stringify({ kind, label, text, line: place(stack) })) !== null) throw new Error('too many events');
    };

    const names = new WeakMap();
    const show = (value, depth = 0) => {
        if (value === null || value === undefined) return 'nil';
        if (names.has(value)) return names.get(value);
        switch (typeof value) {
            case 'string':
                return depth === 0 ? value : '"' + value + '"';
            case 'number':
                return value === Infinity ? 'inf' : value === -Infinity ? '-inf' : value !== value ? 'nan' : String(value);
            case 'object':
                break;
            default:
                return typeof value === 'function' ? 'function' : String(value);
        }
        if (depth > 3) return '…';
        if (value instanceof Map || value instanceof Set) return value.constructor.name + '(' + value.size + ')';
        if (value instanceof Error) return value.name + ': ' + value.message;
        if (Array.isArray(value) && value.length > 0) return '[' + Array.from(value, element => show(element, depth + 1)).join(', ') + ']';
        const fields = Object.keys(value)
            .filter(key => value[key] !== undefined && value[key] !== null && typeof value[key] !== 'function')
            .sort()
            .map(key => key + ' = ' + show(value[key], depth + 1));
        const name = value.constructor === Object || value.constructor === Array || !value.constructor ? '' : value.constructor.name;
        return name + '{' + fields.join(', ') + '}';
    };
    const showAll = values => Array.from(values, value => show(value)).join(' ');

    const stub = name => {
        const children = new Map();
        const call = (target, self, values) => {
            tell('call', name, showAll(values), new Error().stack);
            return stub(name + '()');
        };
        const it = new Proxy(function () {}, {
            get(_target, key) {
                if (key === Symbol.toPrimitive) return hint => (hint === 'string' ? name : 0);
                if (key === Symbol.iterator) return () => [][Symbol.iterator]();
                if (typeof key === 'symbol' || key === 'then') return undefined;
                if (!children.has(key)) children.set(key, stub(name + '.' + key));
                return children.get(key);
            },
            set: (_target, key, value) => !!children.set(key, value),
            has: () => true,
            apply: call,
            construct: (target, values) => call(target, undefined, values),
        });
        names.set(it, name);
        return it;
    };

    const print = (...values) => tell('print', 'print', showAll(values), new Error().stack);
    const console = Object.fromEntries(['log', 'info', 'warn', 'error', 'debug', 'trace'].map(name => [name, print]));
    let random = 1;
    Math.random = () => (random = (random * 16807) % 2147483647) / 2147483647;
    const globals = new Map([['print', print], ['console', console]]);

    const loaded = new Map();
    const load = name => {
        if (!loaded.has(name)) {
            const module = { exports: {} };
            loaded.set(name, module);
            const { imports, run } = __modules[name];
            run(module.exports, words => (words in imports ? load(imports[words]) : stub(words)), module);
        }
        return loaded.get(name).exports;
    };

    const attempt = (label, action) => {
        try {
            const value = action();
            if (label !== 'load') tell('return', label, show(value), '');
            return value;
        } catch (error) {
            const thrown = error instanceof Error;
            const native = thrown && /^(Type|Range|Reference)Error$/.test(error.name);
            tell('error', label, native ? 'a runtime error: ' + error.message : show(error), thrown ? error.stack : '');
            return undefined;
        }
    };
    const has = value => value !== null && value !== undefined && !names.has(value) && LIFECYCLE.some(name => typeof value[name] === 'function');
    const live = (label, object, updates) => {
        const call = (name, ...values) => typeof object[name] === 'function' && attempt(label + '.' + name, () => object[name](...values));
        call('onStart');
        for (let i = 0; i < updates; i++) call('onUpdate', STEP);
        call('onDestroy');
    };

    globalThis.scriptfarmRun = argument => {
        const { entry, updates, modules } = JSON.parse(argument);
        // In the global scope, and not strict, which `with` needs.
        (0, eval)(modules + '\n//# sourceURL=parity-modules.js');
        const exports = attempt('load', () => load(entry));
        if (exports === undefined) return '{}';
        // What Lua needs to know of functions, which have a `self` there or not.
        const arity = {};
        for (const name of LIFECYCLE) if (typeof exports[name] === 'function') arity[name] = exports[name].length;
        if (has(exports)) live('module', exports, updates);
        for (const name of Object.keys(exports).sort()) {
            const value = exports[name];
            if (typeof value === 'function' && has(value.prototype)) {
                const made = attempt('new ' + name, () => new value());
                if (made !== undefined) live(name, made, updates);
            } else if (typeof value === 'object' && has(value)) live(name, value, updates);
        }
        return JSON.stringify(arity);
    };

    return new Proxy({}, {
        has: (_target, name) => typeof name === 'string' && (globals.has(name) || !(name in globalThis)),
        get(_target, name) {
            if (typeof name === 'symbol') return undefined;
            if (!globals.has(name)) globals.set(name, stub(name));
            return globals.get(name);
        },
        set: (_target, name, value) => !!globals.set(name, value),
    });
})();
