/** Of paper: text has a contrast of 4.5 or more on white, and bars differ in lightness too. */
export const ink = '#151a23';
export const quiet = '#454e60';
export const accent = '#1f5fd6';
export const second = '#e0a63a';
export const hairline = '#dfe3ea';
export const edge = '#8a93a3';
export const tint = '#f3f6fb';
