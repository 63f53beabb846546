package regime

// CheckFirst says that what listening finds is checked with the unit concerned
// before it is passed on, or the report says why it was not. Clause: LIS-7.
type CheckFirst struct {
	Article string `yaml:"article"`
}
