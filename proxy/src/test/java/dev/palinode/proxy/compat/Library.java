package dev.palinode.proxy.compat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** A few entities. */
final class Library {
    private Library() {}

    @Entity(name = "Author")
    @NullUnmarked
    static class Author {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column(nullable = false, length = 100, unique = true)
        String name;

        @Version
        int version;

        @OneToMany(mappedBy = "author")
        List<Book> books;

        protected Author() {}

        Author(String name) {
            this.name = name;
        }

        void rename(String to) {
            name = to;
        }
    }

    /** Of no relations: foreign keys keep a table from being altered online. */
    @Entity(name = "Shelf")
    @NullUnmarked
    static class Shelf {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String room;

        Integer width;

        protected Shelf() {}

        Shelf(String room) {
            this.room = room;
        }
    }

    @Entity(name = "Book")
    @NullUnmarked
    static class Book {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE)
        Long id;

        String title;
        int pages;
        LocalDateTime stocked;

        @ManyToOne(optional = false)
        Author author;

        protected Book() {}

        Book(String title, int pages, Author author) {
            this.title = title;
            this.pages = pages;
            this.author = author;
        }
    }
}
