// Every word on the screen. Chinese is the first language; another one is an object of the same type.

import { zhTW } from './zh-TW';

export type Text = typeof zhTW;

export const text: Text = zhTW;
