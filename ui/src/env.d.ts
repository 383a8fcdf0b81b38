/** True where the fake host is built in: development, tests, and builds made to be looked at. */
declare const __WITH_FAKE_HOST__: boolean;
