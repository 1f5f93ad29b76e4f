/** What an application is composed of, by the names that Nest hands it out under. */
export const REFERENCE = Symbol('Reference');
export const EVENT_STORE = Symbol('EventStore');
export const HEALTH_CHECKS = Symbol('HealthChecks');
export const ABOUT = Symbol('About');
