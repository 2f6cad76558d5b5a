// What eslint looks for in the scripts of the components.

import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, globals: globals.browser },
    linterOptions: { noInlineConfig: true },
    rules: {
      eqeqeq: "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-var": "error",
      "one-var": ["error", "never"], // a declaration a name, as ui/components/files.py reads them
      "prefer-const": "error",
    },
  },
];
