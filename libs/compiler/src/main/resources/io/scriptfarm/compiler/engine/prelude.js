// Evaluated first in every session, by every engine. Makes the global scope the same in all of them
// and gives the host one function through which to call and be told of errors.
// Takes host(name, argument): a string, null, or false for "refused, and this call is over"; the script that takes
// the place of what needs data about locales, and under which name it asks the host.
(function (host, locales, localesName) {
  'use strict';
  const scope = globalThis;
  const fail = TypeError;
  const raise = Error;
  const text = String;

  const hidden = (name, value) =>
    Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false });

  Object.defineProperty(scope, '__host', {
    value: function __host(name, argument) {
      if (typeof name !== 'string' || typeof argument !== 'string') {
        throw new fail('__host(name, argument) takes two strings');
      }
      const answer = host(name, argument);
      if (answer === false) throw new raise('the host ended this call');
      return answer;
    },
    writable: false,
    configurable: false,
    enumerable: false,
  });

  // No engine prints: what a script has to say, it returns.
  const silent = {};
  for (const name of ['assert', 'debug', 'dir', 'error', 'group', 'groupEnd', 'info', 'log', 'table', 'time', 'timeEnd', 'trace', 'warn']) {
    silent[name] = function () {};
  }
  hidden('console', silent);

  // Shared memory and machine code serve no compiler, and nothing here limits them.
  const unwanted = ['Atomics', 'SharedArrayBuffer', 'WebAssembly', 'Graal', 'Java', 'JavaImporter', 'Packages', 'Polyglot', 'load', 'loadWithNewGlobal', 'print', 'printErr', 'quit', 'exit', 'read', 'readline', 'com', 'java', 'javax', 'javafx', 'edu', 'org'];
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const removed = unwanted.map(name => [name, getOwnPropertyDescriptor(scope, name)]).filter(([, found]) => found);
  const hide = () => {
    for (const name of unwanted) delete scope[name];
  };
  hide();

  // A snapshot holds no host, and V8 can only begin with one that has all of its own globals.
  const attach = (newHost) => {
    host = newHost;
    if (host === null) for (const [name, found] of removed) defineProperty(scope, name, found);
    else hide();
  };

  (0, eval)(locales)(scope, what => {
    const answer = host(localesName, what);
    if (typeof answer !== 'string') throw new raise('nobody knows about locales here');
    return answer;
  });

  let message = '';
  let stack = '';

  const describe = (error) => {
    try {
      const object = typeof error === 'object' && error !== null;
      const name = object && typeof error.name === 'string' ? error.name : '';
      const what = object && typeof error.message === 'string' ? error.message : text(error);
      message = name && what ? name + ': ' + what : name || what;
      stack = object && typeof error.stack === 'string' ? error.stack : '';
    } catch (_) {
      message = 'an error that cannot be described';
      stack = '';
    }
  };

  // run(f, x) is the string that f returned, or null: then the reason is in run(null, 'message' | 'stack').
  // run(undefined, null) makes the scope ready for a snapshot, run(undefined, host) what it was before.
  return function run(name, argument) {
    if (name === null) return argument === 'message' ? message : stack;
    if (name === undefined) return attach(argument);
    try {
      const callee = scope[name];
      if (typeof callee !== 'function') throw new fail("the script defines no function '" + name + "'");
      const result = callee(argument);
      if (typeof result !== 'string') throw new fail("'" + name + "' returned " + typeof result + ', not a string');
      return result;
    } catch (error) {
      describe(error);
      return null;
    }
  };
})
