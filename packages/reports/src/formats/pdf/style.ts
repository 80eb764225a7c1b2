/** As in HTML, on paper. */
export const colour = {
  ...{ ink: '#1f2933', soft: '#5b6673', faint: '#e3e7ec', shade: '#f6f7f9' },
  ...{ good: '#17663a', notice: '#8a5200', alarm: '#a61b1b' },
} as const;

export const shade = { good: '#eef7f1', notice: '#fff6e5', alarm: '#fdeeee' } as const;

/** Points of an A4 page between its margins. */
export const pageWidth = { upright: 515, lying: 761 } as const;
