import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core';

const step: MantineColorsTuple = ['#effcf9', '#d3f5ee', '#a6e9de', '#74d8ca', '#45bfb2', '#22a196', '#0f827a', '#0f6b65', '#125652', '#134744'];

// dark are the greys of the dark scheme: text, lines, fields, in the tint of its ground.
const dark: MantineColorsTuple = ['#d3dae1', '#b6c0cc', '#8b95a3', '#5d6976', '#3a444f', '#2f3842', '#222a33', '#171c22', '#11161b', '#0b0f13'];

// The colours of notices, which on a dark ground are a breath of the colour and not a block of it.
const tints = Object.fromEntries(
  ['step', 'blue', 'red', 'orange', 'yellow', 'green', 'gray'].flatMap((name) => [
    [`--mantine-color-${name}-light`, `color-mix(in srgb, var(--mantine-color-${name}-6) 16%, var(--app-surface))`],
    [`--mantine-color-${name}-light-hover`, `color-mix(in srgb, var(--mantine-color-${name}-6) 24%, var(--app-surface))`],
  ]),
);

// Light badges and buttons take a darker text than Mantine's, so that all of them can be read.
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if (input.variant !== 'light' && input.variant !== 'subtle' && input.variant !== 'outline') return colors;
  const name = (input.color || input.theme.primaryColor).split('.')[0];
  return { ...colors, color: `light-dark(color-mix(in srgb, var(--mantine-color-${name}-9), black 42%), var(--mantine-color-${name}-2))` };
};

export const theme = createTheme({
  primaryColor: 'step',
  primaryShade: { light: 7, dark: 7 },
  colors: { step, dark },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', 'JetBrains Mono', Menlo, monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  autoContrast: true,
  luminanceThreshold: 0.35,
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true } },
    // The first item gets the focus; an empty element in its place would be no part of a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: {
      // The bar of a dialog is no banner of the page.
      defaultProps: { centered: true, overlayProps: { blur: 2 }, closeButtonProps: { 'aria-label': 'Close' }, attributes: { header: { role: 'presentation' } } },
      styles: { title: { fontWeight: 650 } },
    },
  },
});

// Mantine's soft text is too pale on white for small print.
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#525c69',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#0f6b65',
    '--app-ground': '#f7f8fa',
    '--app-surface': '#ffffff',
    '--app-line': '#e3e7ec',
  },
  dark: {
    ...tints,
    '--mantine-color-body': '#14181d',
    '--mantine-color-dimmed': '#a4aebb',
    '--mantine-color-placeholder': '#8b95a3',
    '--mantine-color-error': '#ff9b8f',
    '--mantine-color-anchor': '#74d8ca',
    '--app-ground': '#0f1317',
    '--app-surface': '#171c22',
    '--app-line': '#2a323c',
  },
});
