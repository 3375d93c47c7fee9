/** Injects the options of one registration of the module. */
export const LIFECYCLE_OPTIONS = Symbol('LIFECYCLE_OPTIONS');

/** Injects the DataSource that one registration of the module looks after. */
export const LIFECYCLE_DATA_SOURCE = Symbol('LIFECYCLE_DATA_SOURCE');

/** Injects that DataSource's name. */
export const LIFECYCLE_DATA_SOURCE_NAME = Symbol('LIFECYCLE_DATA_SOURCE_NAME');

/** Injects the service of that DataSource into the module itself, whatever its name. */
export const OWN_LIFECYCLE = Symbol('OWN_LIFECYCLE');
