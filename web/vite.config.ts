import { defineConfig } from 'vitest/config';

// The pages are the server's: Vite only builds the islands, their styles and fonts, and a
// manifest from which the server finds them.
export default defineConfig({
  base: '/assets/',
  publicDir: false,
  build: {
    outDir: 'dist',
    assetsDir: '.',
    manifest: true,
    target: 'es2022',
    // A data: font would break the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: 'src/main.ts' },
  },
  // The tests compare the style with the contract of the tiles, one folder up.
  server: { fs: { allow: ['..'] } },
  test: { include: ['tests/**/*.test.ts'], environment: 'jsdom', css: true },
});
