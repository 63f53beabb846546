package doc

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"yingda/internal/fault"
)

// Converter (转换程序) turns papers into PDF with the LibreOffice of the machine.
// Yingda brings no typesetter and no font of its own: the DOCX is the document
// of record, and what a PDF looks like depends on the faces installed here.
type Converter struct {
	Program string // path of soffice

	mu      sync.Mutex
	profile string // its settings, made with the first conversion
}

// Close removes what the converter keeps between conversions.
func (c *Converter) Close() {
	if c != nil {
		os.RemoveAll(c.profile)
	}
}

// FindConverter returns the converter of this machine, nil if it has none.
func FindConverter() *Converter {
	for _, name := range []string{"soffice", "libreoffice"} {
		if p, err := exec.LookPath(name); err == nil {
			return &Converter{Program: p}
		}
	}
	return nil
}

// convertWithin bounds one conversion; a warm one takes about a second.
const convertWithin = time.Minute

// PDF converts a DOCX, one at a time. It returns fault.Busy with code
// pdf.none on a nil converter, and fault.Busy with code pdf.failed if the program fails.
func (c *Converter) PDF(ctx context.Context, docx []byte) ([]byte, error) {
	if c == nil {
		return nil, fault.New(fault.NotFound, "pdf.none", "这台服务器没有装 LibreOffice，不能生成 PDF：请下载 DOCX，或请系统管理员安装 libreoffice-writer")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.profile == "" {
		p, err := os.MkdirTemp("", "yingda-soffice-")
		if err != nil {
			return nil, fmt.Errorf("make a folder for the office suite: %w", err)
		}
		c.profile = p
	}
	dir, err := os.MkdirTemp("", "yingda-pdf-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the conversion: %w", err)
	}
	defer os.RemoveAll(dir)
	in := filepath.Join(dir, "paper.docx")
	if err := os.WriteFile(in, docx, 0o600); err != nil {
		return nil, fmt.Errorf("write the paper to convert: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, convertWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Program, "-env:UserInstallation=file://"+c.profile, "--headless", "--nologo", "--norestore", "--convert-to", "pdf", "--outdir", dir, in)
	cmd.Env = append(os.Environ(), "HOME="+c.profile)
	cmd.WaitDelay = 5 * time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return nil, fault.New(fault.Busy, "pdf.failed", "PDF 没有生成，请稍后再试，或下载 DOCX").Because(fmt.Errorf("%w: %s", err, said.String()))
	}
	out, err := os.ReadFile(filepath.Join(dir, "paper.pdf"))
	if err != nil {
		return nil, fault.New(fault.Busy, "pdf.failed", "PDF 没有生成，请稍后再试，或下载 DOCX").Because(fmt.Errorf("%w: %s", err, said.String()))
	}
	return out, nil
}
