import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Imports point one way: ui <- api <- features <- routes <- app, and no feature sees another.
const layers = ['ui', 'api', 'features', 'routes', 'app'];
const features = ['git-sync', 'models', 'syncs', 'connections', 'settings'];

const zones = [
  ...layers.slice(0, -1).map((layer, i) => ({
    target: `./src/${layer}`,
    from: layers.slice(i + 1).map((above) => `./src/${above}`),
    message: `src/${layer} must not import what stands above it.`,
  })),
  ...features.map((feature) => ({
    target: `./src/features/${feature}`,
    from: './src/features',
    except: [`./${feature}`],
    message: 'A feature must not import another one.',
  })),
];

export default tseslint.config(
  { ignores: ['src/**/*.gen.ts', '.test-results'] },
  ...tseslint.configs.recommended,
  reactHooks.configs.flat.recommended,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      // The compiler's own memoising is not in use, so what it cannot memoise is no fault.
      'react-hooks/incompatible-library': 'off',
    },
  },
  // Playwright's fixtures call something that they name "use".
  { files: ['e2e/**'], rules: { 'react-hooks/rules-of-hooks': 'off' } },
);
