import { defineConfig } from '@playwright/test';

// Debian's Chromium plays the stories against bin/lockstep; each test starts its own server.
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.test-results',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list', { printSteps: false }]],
  forbidOnly: true,
  use: {
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
  projects: [
    { name: 'stories', testMatch: '**/*.story.ts' },
    { name: 'screenshots', testMatch: 'screenshots.ts' },
  ],
});
