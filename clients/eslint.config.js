import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/dist/**", "**/bundle/**", "**/target/**", "**/recorded/**"] },
    js.configs.recommended,
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { project: ["./{api,cli,testkit}/tsconfig.json", "./{api,cli}/tsconfig.test.json"], tsconfigRootDir: import.meta.dirname } },
        rules: {
            "max-lines": ["error", 400],
            "no-control-regex": "off", // control characters are looked for
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // What is read from the wire or from disk is asserted once, where it comes in.
            "@typescript-eslint/no-unnecessary-type-parameters": "off",
            "@typescript-eslint/no-non-null-assertion": "off",
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            "@typescript-eslint/no-deprecated": "off", // projects set what TypeScript gives up, and it has to be read
            "@typescript-eslint/only-throw-error": "error",
            "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
            "@typescript-eslint/no-empty-function": "off",
        },
    },
    {
        files: ["api/src/wire.ts"], // generated
        rules: { "max-lines": "off" },
    },
    {
        files: ["**/test/**/*.ts"],
        rules: { "@typescript-eslint/no-floating-promises": "off", "@typescript-eslint/require-await": "off" },
    },
    {
        files: ["cli/bin/*.js"],
        languageOptions: { sourceType: "commonjs" },
    },
    {
        files: ["**/*.js", "**/*.mjs"],
        languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", performance: "readonly", setTimeout: "readonly", Buffer: "readonly", fetch: "readonly" } },
    },
);
