package object

// The modes of tree entries.
const (
	ModeTree       uint32 = 0o040000
	ModeFile       uint32 = 0o100644
	ModeExecutable uint32 = 0o100755
	ModeSymlink    uint32 = 0o120000
	ModeSubmodule  uint32 = 0o160000

	modeType uint32 = 0o170000
)

// Entry is one name in a tree.
type Entry struct {
	Name string
	Mode uint32
	OID  OID
}

// IsTree tells whether the entry is a folder.
func (e Entry) IsTree() bool { return IsTree(e.Mode) }

// IsFile tells whether the entry is a regular file, executable or not.
func (e Entry) IsFile() bool { return IsFile(e.Mode) }

// IsTree tells whether the mode is a folder's.
func IsTree(mode uint32) bool { return mode&modeType == ModeTree }

// IsFile tells whether the mode is a regular file's.
func IsFile(mode uint32) bool { return mode&modeType == 0o100000 }
