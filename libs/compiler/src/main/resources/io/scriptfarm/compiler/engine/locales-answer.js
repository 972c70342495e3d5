// Answers what locales.js asks: question(json) is the JSON of { value } or of { error: { name, message } }.
(function () {
  'use strict';
  const taken = ({ value, number, bigint }) => (number !== undefined ? Number(number) : bigint !== undefined ? BigInt(bigint) : value);

  const SERVICES = ['Collator', 'DateTimeFormat', 'DisplayNames', 'ListFormat', 'Locale', 'NumberFormat', 'PluralRules', 'RelativeTimeFormat'];

  // To make one takes longer than to ask it.
  const MOST = 32;
  const kept = new Map();
  const serviceOf = (name, options) => {
    const key = JSON.stringify([name, ...options]);
    let one = kept.get(key);
    if (one === undefined) {
      one = new Intl[name](...options);
      if (kept.size >= MOST) kept.clear();
      kept.set(key, one);
    }
    return one;
  };

  const answered = ({ service, made, member, args }) => {
    const options = made.map(taken);
    const given = args.map(taken);
    switch (service) {
      case 'normalize': return given[0].normalize(given[1]);
      case 'supportedValuesOf': return Intl.supportedValuesOf(given[0]);
      case 'Date': return new Date(given[0])[member](...options);
    }
    if (!SERVICES.includes(service)) throw new TypeError('no such service');
    if (member === 'supportedLocalesOf') return Intl[service].supportedLocalesOf(...given);
    const one = serviceOf(service, options);
    if (service === 'Locale') return typeof one[member] === 'function' ? String(one[member]()) : one[member];
    return member === undefined ? null : one[member](...given);
  };

  return function question(json) {
    try {
      // V8 has no narrow spaces in times: https://crbug.com/1414292
      return JSON.stringify({ value: answered(JSON.parse(json)) }).replaceAll('\u202f', ' ');
    } catch (error) {
      return JSON.stringify({ error: { name: String(error.name), message: String(error.message) } });
    }
  };
})()
