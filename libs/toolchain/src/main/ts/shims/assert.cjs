// Node's `assert`, as far as TSTL uses it: a function with functions, which no ES module can be.
function assert(condition, message) {
    if (!condition) throw message instanceof Error ? message : new Error(message ?? "Assertion failed");
}

module.exports = Object.assign(assert, {
    ok: assert,
    equal: (actual, expected, message) => assert(actual == expected, message),
    strictEqual: (actual, expected, message) => assert(actual === expected, message),
    fail: message => assert(false, message),
});
