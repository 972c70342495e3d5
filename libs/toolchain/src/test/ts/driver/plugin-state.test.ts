import assert from "node:assert/strict";
import { test } from "node:test";
import * as ts from "typescript";
import { keptBy } from "../../../main/ts/driver/plugin-state";

/** A plugin that has this before its visitor, and does that for each call. */
function calling(before: string, statement: string): string {
    return `
        const ts = require("typescript");
        const lua = require("typescript-to-lua");
        ${before}
        module.exports = {
            visitors: {
                [ts.SyntaxKind.CallExpression](node, context) {
                    const result = context.superTransformExpression(node);
                    ${statement}
                    return result;
                },
            },
        };`;
}

function kept(plugin: string, vouched = false): string | undefined {
    return keptBy([ts.createSourceFile("/plugin.js.ts", plugin, ts.ScriptTarget.ESNext, true)], vouched);
}

const remembering: Record<string, string> = {
    "a count": calling("let n = 0;", "result.params?.push(lua.createNumericLiteral(n++));"),
    "a count of what no script has yet": calling("let n = 0;", "if (node.arguments.length > 3) n++;"),
    "a member of an object": calling("const s = { n: 0 };", "s.n++;"),
    "a set": calling("const s = new Set();", "s.add(node.getText());"),
    "an object by another name": calling("const s = { n: 0 };", "const t = s; t.n = 1;"),
    "an object that a function changes": calling("const s = { n: 0 }; const bump = t => { t.n = 1; };", "bump(s);"),
    "a list by a function as a value": calling("const s = []; const add = s.push.bind(s);", "add(node.kind);"),
    "a generator": calling("const s = [1, 2].values();", "s.next();"),
    "a regular expression": calling("const s = /a/g;", "s.test(node.getText());"),
};

const lookingFurther: Record<string, string> = {
    "a node that all scripts share": calling("const s = lua.createNilLiteral();", "if (!result) return s;"),
    "the members of a union": calling("", "context.checker.getTypeAtLocation(node).types?.map(type => type.flags);"),
    "where a type is declared": calling("", "context.checker.getTypeAtLocation(node).symbol?.valueDeclaration;"),
    "the checker by another name": calling("", "const c = context.checker; c.getTypeAtLocation(node);"),
    "more of the checker": calling("", "context.checker.typeToString(context.checker.getTypeAtLocation(node));"),
    time: calling("", "if (Date.now() < 0) return undefined;"),
};

for (const [what, plugin] of Object.entries(remembering)) {
    test(`R43 a plugin may remember by ${what}`, () => {
        assert.notEqual(kept(plugin), undefined);
        assert.equal(kept(plugin, true), undefined, "somebody vouched for it");
    });
}

for (const [what, plugin] of Object.entries(lookingFurther)) {
    test(`R43 a plugin looks further than its script with ${what}`, () => {
        assert.notEqual(kept(plugin), undefined);
        assert.notEqual(kept(plugin, true), undefined, "nobody can vouch for that");
    });
}

test("R4 a plugin with tables and lists of its own call sees one script at a time", () => {
    const plugin = calling(
        "const weights = { iron: 7 };",
        `const parts = [];
         if (ts.isIdentifier(node.expression)) parts.push(node.expression.text);
         if (weights[parts[0]] !== undefined) return lua.createNumericLiteral(weights[parts[0]], node);`,
    );
    assert.equal(kept(plugin), undefined);
});

test("R4 so does one that asks of which type something is", () => {
    assert.equal(kept(calling("", "const checker = context.checker; if (checker.getTypeAtLocation(node).flags & 4) return undefined;")), undefined);
});
