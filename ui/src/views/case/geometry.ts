// Points and sizes on the screen, in CSS pixels.

export interface Point {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
