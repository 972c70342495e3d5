// What needs data about locales, asked of the host. Javet brings V8 with ICU, and without its data: some of this would
// throw there, and some would end the process. In GraalJS it would not be what Node says in every point.
// Takes the global scope, and ask(what), which answers with a string of JSON or throws.
(function (scope, ask) {
  'use strict';
  const { defineProperty } = Object;
  const { parse, stringify } = JSON;
  const errors = { TypeError, RangeError, Error };
  const states = new WeakMap();
  const method = (holder, name, value) => defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: false });

  const sent = value => {
    switch (typeof value) {
      case 'undefined': return {};
      case 'bigint': return { bigint: String(value) };
      case 'number': return { number: String(value) };
      case 'symbol': throw new TypeError('Cannot convert a Symbol value to a string');
      default: return value instanceof Date ? { number: String(+value) } : { value: value instanceof Locale ? String(value) : value };
    }
  };

  // service(...made)[member](...args), or its value where it is none to be called; without a member it is only made.
  const call = (service, made, member, args) => {
    const { value, error } = parse(ask(stringify({ service, made: made.map(sent), member, args: args.map(sent) })));
    if (error !== undefined) throw new (errors[error.name] ?? Error)(error.message);
    return value;
  };

  const ofString = (value, name) => {
    if (value === undefined || value === null) throw new TypeError('String.prototype.' + name + ' called on null or undefined');
    return String(value);
  };

  const made = (that, service) => {
    const known = states.get(that);
    if (known === undefined || known.service !== service) throw new TypeError('Method called on incompatible receiver');
    return known.made;
  };

  const service = (name, callable, methods, bound) => {
    const create = function (...options) {
      if (new.target === undefined && !callable) throw new TypeError('Constructor Intl.' + name + " requires 'new'");
      const target = new.target === undefined ? Object.create(create.prototype) : this;
      const taken = options.slice(0, 2);
      call(name, taken, undefined, []);
      states.set(target, { service: name, made: taken });
      return target;
    };
    defineProperty(create, 'name', { value: name, configurable: true });
    for (const member of ['resolvedOptions', ...methods]) {
      method(create.prototype, member, function (...args) {
        const list = member === 'format' && name === 'ListFormat' ? [[...args[0]]] : args;
        return call(name, made(this, name), member, list);
      });
    }
    for (const member of bound) {
      defineProperty(create.prototype, member, {
        get() {
          const of = made(this, name);
          return (...args) => call(name, of, member, args.map(arg => (name === 'Collator' ? String(arg) : arg)));
        },
        configurable: true,
      });
    }
    defineProperty(create.prototype, Symbol.toStringTag, { value: 'Intl.' + name, configurable: true });
    method(create, 'supportedLocalesOf', (...args) => call(name, [], 'supportedLocalesOf', args));
    return create;
  };

  const intl = {};
  const { getCanonicalLocales } = scope.Intl;
  class Locale {
    constructor(...tag) {
      const taken = [String(tag[0]), tag[1]];
      call('Locale', taken, 'baseName', []);
      states.set(this, { service: 'Locale', made: taken });
    }
    toString() {
      return call('Locale', made(this, 'Locale'), 'toString', []);
    }
    maximize() {
      return new Locale(call('Locale', made(this, 'Locale'), 'maximize', []));
    }
    minimize() {
      return new Locale(call('Locale', made(this, 'Locale'), 'minimize', []));
    }
  }
  for (const member of ['baseName', 'calendar', 'caseFirst', 'collation', 'hourCycle', 'language', 'numberingSystem', 'numeric', 'region', 'script']) {
    defineProperty(Locale.prototype, member, {
      get() {
        return call('Locale', made(this, 'Locale'), member, []);
      },
      configurable: true,
    });
  }
  const services = {
    Collator: service('Collator', true, [], ['compare']),
    DateTimeFormat: service('DateTimeFormat', true, ['formatToParts', 'formatRange', 'formatRangeToParts'], ['format']),
    DisplayNames: service('DisplayNames', false, ['of'], []),
    ListFormat: service('ListFormat', false, ['format', 'formatToParts'], []),
    NumberFormat: service('NumberFormat', true, ['formatToParts', 'formatRange', 'formatRangeToParts'], ['format']),
    PluralRules: service('PluralRules', false, ['select', 'selectRange'], []),
    RelativeTimeFormat: service('RelativeTimeFormat', false, ['format', 'formatToParts'], []),
    Locale,
    getCanonicalLocales,
    supportedValuesOf: key => call('supportedValuesOf', [], undefined, [key]),
  };
  for (const name of Object.keys(services)) method(intl, name, services[name]);
  method(intl, 'Segmenter', function Segmenter() {
    throw new Error("'Intl.Segmenter' is not available to plugins on the farm");
  });
  defineProperty(intl, Symbol.toStringTag, { value: 'Intl', configurable: true });
  method(scope, 'Intl', intl);
  delete scope.Temporal;

  const { normalize } = String.prototype;
  method(String.prototype, 'normalize', function (form) {
    const text = ofString(this, 'normalize');
    const wanted = form === undefined ? 'NFC' : String(form);
    return wanted === 'NFKC' || wanted === 'NFKD' ? call('normalize', [], undefined, [text, wanted]) : normalize.call(text, wanted);
  });
  method(String.prototype, 'localeCompare', function (that, locales, options) {
    return call('Collator', [locales, options], 'compare', [ofString(this, 'localeCompare'), String(that)]);
  });
  for (const of of [Number, BigInt]) {
    const { valueOf } = of.prototype;
    method(of.prototype, 'toLocaleString', function (locales, options) {
      return call('NumberFormat', [locales, options], 'format', [valueOf.call(this)]);
    });
  }
  const { getTime, toString, toTimeString } = Date.prototype;
  const withZone = text => (text.replace(/ \((?:GMT)?\)$/, ' (Coordinated Universal Time)'));
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    method(Date.prototype, name, function (locales, options) {
      return call('Date', [locales, options], name, [getTime.call(this)]);
    });
  }
  method(Date.prototype, 'toString', function () {
    return withZone(toString.call(this));
  });
  method(Date.prototype, 'toTimeString', function () {
    return withZone(toTimeString.call(this));
  });
})
